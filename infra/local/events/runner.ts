/** What runs by itself once it is started. */
export type Runner = {
  /** @param onDefect hears why it ended, when it ended by itself */
  start(onDefect: (error: unknown) => void): void;
  /** Lets the work at hand finish. */
  close(): Promise<void>;
};
