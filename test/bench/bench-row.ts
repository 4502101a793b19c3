/** One measured figure; `ratio` is how it compares with `baseline`, what is being compared with. */
export type BenchRow = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline?: string;
  readonly ratio?: number;
};

export type Bench = { run(): BenchRow[] | Promise<BenchRow[]> };
