import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Responses }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};
type Responses = Readonly<Record<string, { readonly content?: Readonly<Record<string, object>> }>>;

/** Checks answers against an OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12 as they stand. */
export class OpenApiValidator {
  readonly #ajv = new Ajv2020({ strict: true, strictTuples: false, allErrors: true, allowUnionTypes: true });
  readonly #document: Document;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: unknown) {
    this.#document = document as Document;
    addFormats.default(this.#ajv);
    this.#ajv.addVocabulary([
      'components',
      'openapi',
      'info',
      'servers',
      'tags',
      'paths',
      'webhooks',
      'example',
      'discriminator',
    ]);
    this.#ajv.addSchema(document as object, 'api');
  }

  /** Compiles every component; throws on one that isn't a valid schema. */
  compileComponents(): number {
    const names = Object.keys(this.#document.components.schemas);
    for (const name of names) this.#schemaAt(`/components/schemas/${name}`);
    return names.length;
  }

  /** What is wrong with an answer; null when nothing is. `route` is null where no route took the call. */
  complaint(route: string | null, status: number, contentType: string, json: unknown): string | null {
    if (route === null) return this.complaintOf('Problem', json);
    const [method = '', path = ''] = route.split(' ');
    const response = this.#document.paths[path]?.[method.toLowerCase()]?.responses[status];
    if (response === undefined) return `${route} does not document ${status}`;
    const mediaType = contentType.split(';')[0]!;
    const content = response.content ?? {};
    if (content['*/*'] !== undefined) return null;
    if (content[mediaType] === undefined) return `${route} ${status} does not document ${mediaType}`;
    if (json === null) return null;
    const pointer = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', mediaType, 'schema'];
    return this.#check(`/${pointer.map(escape).join('/')}`, json);
  }

  /** What is wrong with a value by one of the components. */
  complaintOf(component: string, json: unknown): string | null {
    return this.#check(`/components/schemas/${component}`, json);
  }

  #check(pointer: string, json: unknown): string | null {
    const validate = this.#schemaAt(pointer);
    return validate(json) ? null : describe(validate.errors ?? []);
  }

  #schemaAt(pointer: string): ValidateFunction {
    const known = this.#compiled.get(pointer);
    if (known !== undefined) return known;
    const compiled = this.#ajv.compile({ $ref: `api#${encodeURI(pointer)}` });
    this.#compiled.set(pointer, compiled);
    return compiled;
  }
}

function escape(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

function describe(errors: readonly ErrorObject[]): string {
  const shown = errors
    .slice(0, 5)
    .map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  return shown.join('; ');
}
