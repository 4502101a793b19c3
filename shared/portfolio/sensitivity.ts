/** One row of ISDA's common risk interchange format (CRIF), as sent; what a field means depends on the risk type. */
export type SensitivityRow = {
  /** of the row in the answer; rows with one id are one holding there */
  readonly id?: string | undefined;
  readonly tradeId?: string | undefined;
  readonly portfolioId?: string | undefined;
  readonly productClass?: string | undefined;
  readonly riskType: string;
  readonly qualifier?: string | undefined;
  readonly bucket?: string | undefined;
  readonly label1?: string | undefined;
  readonly label2?: string | undefined;
  readonly amount?: string | undefined;
  readonly amountCurrency?: string | undefined;
  readonly amountUSD?: string | undefined;
  readonly collectRegulations?: string | undefined;
  readonly postRegulations?: string | undefined;
};
