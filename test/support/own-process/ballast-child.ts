import { startLocalBallast } from '../local-ballast.ts';

// The process that `BallastProcess` starts and kills; it says in one line where it is, and what waits in the queues of its data.
const ballast = await startLocalBallast({ dataDir: process.argv[2]! });
const { url, key } = ballast;
console.log(JSON.stringify({ url, key, deadLetters: ballast.deadLetters() }));
