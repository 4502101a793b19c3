import { appendFileSync, existsSync, writeFileSync } from 'node:fs';

/** Notes every event of a bus and every message of a queue that it has taken. What is taken asks by its `mode` to fail once or always. */
export async function handler(event) {
  if (event.Records === undefined) {
    if (fails(event.detail)) throw new Error(`can't take ${event.detail.name}`);
    return note(`${event['detail-type']} ${event.detail.name ?? event.source}`);
  }
  const batchItemFailures = [];
  for (const { messageId, body, attributes } of event.Records) {
    const message = JSON.parse(body);
    if (fails(message)) batchItemFailures.push({ itemIdentifier: messageId });
    else note(`${attributes.MessageGroupId} ${message.name}`);
  }
  return { batchItemFailures };
}

function note(line) {
  appendFileSync(process.env.SEEN_FILE, `${line}\n`);
}

function fails({ mode, name }) {
  if (mode !== 'once') return mode === 'poison';
  const marker = `${process.env.SEEN_FILE}.${name}`;
  if (existsSync(marker)) return false;
  writeFileSync(marker, '');
  return true;
}
