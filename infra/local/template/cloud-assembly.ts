import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** One resource of one stack, properties as synthesised: intrinsic functions not resolved yet. */
export type TemplateResource = {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

type Export = { readonly stack: string; readonly value: unknown };

export type CloudAssembly = {
  readonly resources: readonly TemplateResource[];
  /** what one stack gives the others, by export name */
  readonly exports: ReadonlyMap<string, Export>;
  /** the folders that would be uploaded as code, by S3 key */
  readonly assets: ReadonlyMap<string, string>;
};

type Template = {
  readonly Resources?: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>
  >;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
};

type AssetManifest = {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
};

/** Reads what `cdk synth` wrote: the templates of all stacks and where the code assets lie. */
export function readCloudAssembly(directory: string): CloudAssembly {
  const names = readdirSync(directory).sort();
  const templates = names
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => ({ stack: name.replace('.template.json', ''), template: readJson(directory, name) as Template }));
  const manifests = names.filter((name) => name.endsWith('.assets.json')).map((name) => readJson(directory, name));
  return {
    resources: templates.flatMap(({ stack, template }) => resourcesOf(stack, template)),
    exports: new Map(templates.flatMap(({ stack, template }) => exportsOf(stack, template))),
    assets: new Map(manifests.flatMap((manifest) => assetsOf(directory, manifest as AssetManifest))),
  };
}

function readJson(directory: string, name: string): unknown {
  return JSON.parse(readFileSync(join(directory, name), 'utf8'));
}

function resourcesOf(stack: string, template: Template): TemplateResource[] {
  return Object.entries(template.Resources ?? {}).map(([logicalId, { Type, Properties }]) => ({
    stack,
    logicalId,
    type: Type,
    properties: Properties ?? {},
  }));
}

function exportsOf(stack: string, template: Template): [string, Export][] {
  return Object.values(template.Outputs ?? {}).flatMap(({ Value, Export }) =>
    Export === undefined ? [] : [[Export.Name, { stack, value: Value }] as [string, Export]],
  );
}

function assetsOf(directory: string, manifest: AssetManifest): [string, string][] {
  return Object.values(manifest.files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(
      ({ objectKey }) => [objectKey, resolve(directory, source.path)] as [string, string],
    ),
  );
}
