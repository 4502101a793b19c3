import { writeSync } from 'node:fs';

// What Lambda does with a bundle: import it, hand it one event. Times count from the start of the process. The answer goes to
// descriptor 3, because handlers log to standard output.
const [entry, event] = process.argv.slice(2);
const { handler } = await import(entry);
const importedMs = performance.now();
const answer = await handler(JSON.parse(event), { awsRequestId: 'bench', functionName: 'bench' });
const answeredMs = performance.now();
writeSync(3, JSON.stringify({ importedMs, answeredMs, answer }));
process.exit(0);
