import { appendFileSync, existsSync, writeFileSync } from 'node:fs';

/** Notes every record that it has done. Items ask by their `mode` to fail once, always, or with the whole batch. */
export async function handler({ Records }) {
  const fatal = Records.find((record) => modeOf(record) === 'poison');
  if (fatal !== undefined) throw new Error(`can't do ${nameOf(fatal)}`);
  for (const record of Records) {
    if (modeOf(record) === 'refuse' || (modeOf(record) === 'once' && firstTime(nameOf(record)))) {
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb.SequenceNumber }] };
    }
    appendFileSync(process.env.SEEN_FILE, `${record.eventName} ${nameOf(record)}\n`);
  }
  return { batchItemFailures: [] };
}

function firstTime(name) {
  const marker = `${process.env.SEEN_FILE}.${name}`;
  if (existsSync(marker)) return false;
  writeFileSync(marker, '');
  return true;
}

function modeOf(record) {
  return record.dynamodb.NewImage?.mode?.S;
}

function nameOf(record) {
  return record.dynamodb.Keys.PK.S;
}
