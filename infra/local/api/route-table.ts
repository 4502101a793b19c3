export type Route<T> = { readonly method: string; readonly resourcePath: string; readonly target: T };

export type RouteMatch<T> = {
  readonly target: T;
  readonly resourcePath: string;
  /** still percent-encoded */
  readonly pathParameters: Readonly<Record<string, string>>;
};

/** Finds the method for a path as the gateway does: segment by segment, a fixed segment before a `{parameter}`. */
export class RouteTable<T> {
  readonly #routes: readonly (Route<T> & { readonly segments: readonly string[] })[];

  constructor(routes: readonly Route<T>[]) {
    this.#routes = routes
      .map((route) => ({ ...route, segments: segmentsOf(route.resourcePath) }))
      .sort((a, b) => precedence(a.segments).localeCompare(precedence(b.segments)));
  }

  /** `path` is still percent-encoded; null when no method of the API takes it. */
  find(method: string, path: string): RouteMatch<T> | null {
    const segments = segmentsOf(path);
    const route = this.#routes.find((each) => each.method === method && fits(each.segments, segments));
    if (route === undefined) return null;
    const pairs = route.segments.map((segment, at) => [segment, segments[at] ?? ''] as const);
    const pathParameters = Object.fromEntries(
      pairs.filter(([segment]) => isParameter(segment)).map(([segment, value]) => [segment.slice(1, -1), value]),
    );
    return { target: route.target, resourcePath: route.resourcePath, pathParameters };
  }
}

function segmentsOf(path: string): string[] {
  return path === '/' ? [] : path.split('/').slice(1);
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

function precedence(segments: readonly string[]): string {
  return segments.map((segment) => (isParameter(segment) ? '1' : '0')).join('');
}

function fits(route: readonly string[], path: readonly string[]): boolean {
  if (route.length !== path.length) return false;
  return route.every((segment, at) => (isParameter(segment) ? path[at] !== '' : segment === path[at]));
}
