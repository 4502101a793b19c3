/** What a worker thread is told when it starts. */
export type WorkerSettings = {
  readonly name: string;
  readonly arn: string;
  readonly memoryMb: number;
  /** URL of the bundle */
  readonly entry: string;
  readonly exportName: string;
};

/** Events and answers cross as JSON text, as they do on Lambda: what JSON can't carry gets lost here too. */
export type WorkerRequest = { readonly requestId: string; readonly event: string; readonly deadlineMs: number };

export type WorkerAnswer =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };
