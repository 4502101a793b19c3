import type { ParameterFile } from '../margin/index.ts';
import type { BodyReference } from './ports.ts';

export type { ParameterFile };

/** What a whole parameter file turned out to be. */
export type ParameterFileContents = {
  readonly format: 'pa2' | 'spn';
  readonly complex: string;
  /** CCYYMMDD */
  readonly businessDate: string;
  /** how many combined commodities */
  readonly commodities: number;
};

/** The one item that every part of an upload goes through. */
export type ParameterFileHead = {
  readonly id: string;
  readonly parts: number;
  /** rises by one with every change */
  readonly revision: number;
  readonly createdAt: string;
  /** in order of parts */
  readonly received: readonly { readonly part: number; readonly digest: string; readonly body: BodyReference }[];
  /** once it is whole and reads; nothing changes it then */
  readonly ready: { readonly digest: string; readonly contents: ParameterFileContents } | null;
};

/** Parameter files of one tenant. */
export type ParameterFileStore = {
  head(tenant: string, id: string): Promise<ParameterFileHead | null>;
  /** Stores the text of a part; nobody sees it until a head names it. */
  writePart(tenant: string, id: string, text: string): Promise<BodyReference>;
  /** False when the head is no longer the one that was read. */
  replace(tenant: string, previous: ParameterFileHead | null, next: ParameterFileHead): Promise<boolean>;
  /** The file of these parts, under that digest. */
  open(tenant: string, head: ParameterFileHead, digest: string): Promise<ParameterFile>;
};
