export type { EmbeddedDynamoDb } from './start.ts';
export { startEmbeddedDynamoDb } from './start.ts';
export type { StreamConsumer } from './stream.ts';
