import { requireThat } from '../foundation/index.ts';
import { bracketedRoot } from './bracketed-root.ts';

export type Scan = {
  /** ascending */
  readonly points: Float64Array;
  /** of the function at the points */
  readonly values: Float64Array;
  /** how close a root has to be found; see `bracketedRoot` */
  readonly tolerance: number;
};

/**
 * Where a function that is known on a grid changes between negative and not negative, ascending: each change by Brent's method. Between three
 * points whose middle one lies nearest to 0 the function is asked once more, at the vertex of their parabola if that lies beyond 0, so that
 * two roots between neighbours are found where they are as far apart as a parabola tells.
 *
 * Limits: a pair of roots that the grid and its parabolas don't show is not found; a jump across 0 comes out as the place of the jump.
 */
export function scannedRoots(f: (x: number) => number, scan: Scan): number[] {
  const { points, values, tolerance } = scan;
  requireThat(points.length === values.length, 'a value per point', { points: points.length, values: values.length });
  const samples = withVertices(f, scan);
  return samples.flatMap((right, i) => {
    const left = samples[i - 1];
    if (left === undefined || left.y < 0 === right.y < 0) return [];
    return [bracketedRoot(f, left.x, right.x, tolerance)];
  });
}

type Sample = { readonly x: number; readonly y: number };

function withVertices(f: (x: number) => number, { points, values }: Scan): Sample[] {
  const samples = Array.from(points, (x, i): Sample => ({ x, y: values[i]! }));
  return samples.flatMap((middle, i) => {
    const [left, right] = [samples[i - 1], samples[i + 1]];
    const vertex = left === undefined || right === undefined ? null : vertexBeyondZero(left, middle, right);
    if (vertex === null) return [middle];
    const found = { x: vertex, y: f(vertex) };
    return vertex < middle.x ? [found, middle] : [middle, found];
  });
}

/** The x of the parabola's extreme where all three points are on one side of 0 and it is on the other; else null. */
function vertexBeyondZero(left: Sample, middle: Sample, right: Sample): number | null {
  const isDip = middle.y < 0 ? left.y < middle.y && right.y < middle.y : left.y > middle.y && right.y > middle.y;
  if (!isDip) return null;
  const [a, b] = [(middle.y - left.y) / (middle.x - left.x), (right.y - middle.y) / (right.x - middle.x)];
  const curvature = (b - a) / (right.x - left.x);
  const slope = a + curvature * (middle.x - left.x);
  const step = -slope / (2 * curvature);
  const extreme = middle.y + 0.5 * slope * step;
  return step !== 0 && extreme < 0 !== middle.y < 0 ? middle.x + step : null;
}
