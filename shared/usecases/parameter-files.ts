import { digest, digestText, fail, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { describeParameterFile, type ParameterFile } from '../margin/index.ts';
import { attempt, retryContention } from './attempt.ts';
import type { ParameterFileContents, ParameterFileHead, ParameterFileStore } from './parameter-file-ports.ts';
import type { Clock, Pacing } from './ports.ts';
import type { NamesFile } from './requests.ts';

type Deps = { readonly parameterFiles: ParameterFileStore };
type WriteDeps = Deps & Pacing & { readonly clock: Clock };

/** One part of a file: its text in the order of the parts is the file. */
export type ParameterFilePart = {
  readonly id: string;
  /** from 1 */
  readonly part: number;
  readonly parts: number;
  readonly text: string;
};

export type ParameterFileView = {
  readonly id: string;
  /** `ready` once every part is there and the whole reads */
  readonly status: 'uploading' | 'ready';
  readonly parts: number;
  readonly received: readonly number[];
  readonly createdAt: string;
  /** of the parts in order; null until it is ready */
  readonly digest: string | null;
  readonly contents: ParameterFileContents | null;
};

/**
 * Takes one part of a file; parts may come in any order, and again. The last one to come makes the file ready, if the whole
 * reads: else it fails with the place, and parts may be sent anew. A file that is ready never changes.
 */
export function uploadParameterFile(
  deps: WriteDeps,
  tenant: string,
  sent: ParameterFilePart,
): Promise<Outcome<ParameterFileView>> {
  const sentDigest = digestText(sent.text);
  return attempt(async () => {
    const taken = await retryContention(deps, () => takePart(deps, tenant, sent, sentDigest));
    return taken.ok ? completed(deps, tenant, taken.value) : taken;
  });
}

export function readParameterFile(deps: Deps, tenant: string, id: string): Promise<Outcome<ParameterFileView>> {
  return attempt(async () => {
    const head = await deps.parameterFiles.head(tenant, id);
    return head === null ? fail('not-found', `there is no parameter file ${id}`) : succeed(viewOf(head));
  });
}

/** A file that is ready, for a calculation that names it. */
function loadParameterFile(deps: Deps, tenant: string, id: string): Promise<Outcome<ParameterFile>> {
  return attempt(async () => {
    const head = await deps.parameterFiles.head(tenant, id);
    if (head === null) return fail('not-found', `there is no parameter file ${id}`);
    if (head.ready === null) {
      const detail = `parameter file ${id} has ${head.received.length} of its ${head.parts} parts, or does not read as a whole`;
      return failAt('invalid-input', '/parameterFileId', detail);
    }
    return succeed(await deps.parameterFiles.open(tenant, head, head.ready.digest));
  });
}

/** The file that is named, null where none is. */
export async function loadNamedFile(
  deps: Deps,
  tenant: string,
  { parameterFileId }: NamesFile,
): Promise<Outcome<ParameterFile | null>> {
  return parameterFileId === undefined ? succeed(null) : loadParameterFile(deps, tenant, parameterFileId);
}

/** What is to be calculated, with the file that was named for it. */
export function withFile<S extends object>(
  subject: S,
  parameterFile: ParameterFile | null,
): S & { readonly parameterFile?: ParameterFile } {
  return parameterFile === null ? subject : { ...subject, parameterFile };
}

/** Null when someone else changed the file first. */
async function takePart(
  { parameterFiles, clock }: WriteDeps,
  tenant: string,
  sent: ParameterFilePart,
  sentDigest: string,
): Promise<Outcome<ParameterFileHead> | null> {
  const { id, part, parts, text } = sent;
  const head = await parameterFiles.head(tenant, id);
  if (head !== null && head.parts !== parts) {
    return failAt('conflict', '/parts', `parameter file ${id} was begun with ${head.parts} parts`);
  }
  if (head?.received.some((each) => each.part === part && each.digest === sentDigest)) return succeed(head);
  if (head !== null && head.ready !== null) {
    return failAt('conflict', '/text', `parameter file ${id} is ready, with another part ${part}`);
  }
  const body = await parameterFiles.writePart(tenant, id, text);
  const others = (head?.received ?? []).filter((each) => each.part !== part);
  const next: ParameterFileHead = {
    id,
    parts,
    revision: (head?.revision ?? 0) + 1,
    createdAt: head?.createdAt ?? new Date(clock()).toISOString(),
    received: [...others, { part, digest: sentDigest, body }].toSorted((a, b) => a.part - b.part),
    ready: null,
  };
  return (await parameterFiles.replace(tenant, head, next)) ? succeed(next) : null;
}

/** Reads the whole once it is there; what someone else made ready in the meantime is the same. */
async function completed(
  { parameterFiles }: Deps,
  tenant: string,
  head: ParameterFileHead,
): Promise<Outcome<ParameterFileView>> {
  if (head.ready !== null || head.received.length < head.parts) return succeed(viewOf(head));
  const fileDigest = digest(head.received.map((each) => each.digest));
  const contents = describeParameterFile(await parameterFiles.open(tenant, head, fileDigest));
  if (!contents.ok) return failAt(contents.failure.reason, '/text', contents.failure.detail);
  const ready = { ...head, revision: head.revision + 1, ready: { digest: fileDigest, contents: contents.value } };
  if (await parameterFiles.replace(tenant, head, ready)) return succeed(viewOf(ready));
  const now = await parameterFiles.head(tenant, head.id);
  return succeed(viewOf(now ?? head));
}

function viewOf({ id, parts, received, createdAt, ready }: ParameterFileHead): ParameterFileView {
  return {
    id,
    status: ready === null ? 'uploading' : 'ready',
    parts,
    received: received.map((each) => each.part),
    createdAt,
    digest: ready?.digest ?? null,
    contents: ready?.contents ?? null,
  };
}
