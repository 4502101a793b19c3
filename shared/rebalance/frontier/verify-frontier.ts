import { chain, collect, digest, fail, failAt, type Outcome, succeed } from '../../foundation/index.ts';
import type { FrontierPlace, FrontierProblem } from '../../optimise/index.ts';
import type { Book } from '../../risk/index.ts';
import { type Check, concluded, keepsRows, optimality, type Verification } from '../checks.ts';
import { type Named, placed } from '../named-values.ts';
import { certifyFrontier, type FrontierCertificate, type FrontierOutline } from './certificate.ts';
import { frontierProgram, rateOf } from './program.ts';
import type { FrontierSpec } from './terms.ts';

/**
 * Checks the certificate of a frontier against the program derived again from the request: digests, that every portfolio keeps the limits,
 * and what the corners' multipliers prove by weak duality, of the portfolios between them too. No solver runs.
 *
 * @returns `invalid-input` where it names a weight, limit or place that the program or it does not have
 */
export function verifyFrontier(
  book: Book,
  spec: FrontierSpec,
  certificate: FrontierCertificate,
): Outcome<Verification> {
  return chain(frontierProgram(book, spec), ({ problem }) =>
    chain(readOutline(problem, certificate), (outline) => {
      const recomputed = certifyFrontier(problem, outline, rateOf(spec));
      return recomputed === null
        ? fail('unsupported', 'nothing shows that the covariance has no negative direction')
        : succeed(concluded(checksOf(certificate, recomputed), recomputed));
    }),
  );
}

function readOutline(problem: FrontierProblem, certificate: FrontierCertificate): Outcome<FrontierOutline> {
  const { beyond, points, tangency } = certificate;
  const corners = collect(
    certificate.corners.map(({ riskTolerance, ...named }, k) =>
      chain(readVectors(problem, named, `corners/${k}`), (vectors) => succeed({ riskTolerance, ...vectors })),
    ),
  );
  if (!corners.ok) return corners;
  const onward = readVectors(problem, beyond, 'beyond');
  if (!onward.ok) return onward;
  const shown = [...points.entries()].map(([k, place]) => placeOf(certificate, place, `points/${k}`));
  const places = collect([...shown, ...(tangency === null ? [] : [placeOf(certificate, tangency, 'tangency')])]);
  if (!places.ok) return places;
  return succeed({
    corners: corners.value,
    beyond: onward.value,
    points: places.value.slice(0, points.length),
    tangency: places.value[points.length] ?? null,
  });
}

type NamedVectors = { readonly primal: readonly Named[]; readonly duals: readonly Named[] };

function readVectors({ columns, rows }: FrontierProblem, { primal, duals }: NamedVectors, field: string) {
  return chain(placed(`${field}/primal`, columns, primal), (weights) =>
    chain(placed(`${field}/duals`, rows, duals), (multipliers) => succeed({ weights, multipliers })),
  );
}

function placeOf({ corners }: FrontierCertificate, place: FrontierPlace, field: string): Outcome<FrontierPlace> {
  const { segment, position } = place;
  const isThere = segment in corners && (position <= 1 || segment === corners.length - 1);
  return isThere
    ? succeed({ segment, position })
    : failAt('invalid-input', `/certificate/${field}`, 'is neither between two corners nor beyond the last');
}

function checksOf(stated: FrontierCertificate, recomputed: FrontierCertificate): Check[] {
  const { certificateDigest, ...body } = stated;
  const { leastVariance } = recomputed;
  const isSame = (part: (each: FrontierCertificate) => unknown) => digest(part(stated)) === digest(part(recomputed));
  return [
    ['the certificate is unaltered', digest(body) === certificateDigest],
    ['the problem is the one of this request', stated.problemDigest === recomputed.problemDigest],
    ['the portfolios keep every limit', keepsRows(recomputed)],
    ['the corners rise in risk tolerance from the least variance', isRising(recomputed)],
    ['objectives and bounds are those of the portfolios', isSame(({ corners, points }) => [corners, points])],
    [`no portfolio within the limits has a variance below ${leastVariance}`, stated.leastVariance === leastVariance],
    [meanClaim(recomputed), stated.greatestMean === recomputed.greatestMean],
    [ratioClaim(recomputed), isSame(({ tangency }) => tangency)],
    ['gap and residuals are as stated', isSame((each) => [each.gapFraction, each.residuals])],
    ...optimality(EFFICIENT, recomputed),
  ];
}

const EFFICIENT = 'the corners are efficient, and so is every portfolio between two neighbours';

function isRising({ corners }: FrontierCertificate): boolean {
  return (
    corners.every(({ riskTolerance }, k) => riskTolerance >= (corners[k - 1]?.riskTolerance ?? 0)) &&
    corners[0]?.riskTolerance === 0
  );
}

function meanClaim({ greatestMean }: FrontierCertificate): string {
  return greatestMean === null
    ? 'the limits leave the mean open'
    : `no portfolio within the limits has a mean above ${greatestMean}`;
}

function ratioClaim({ tangency }: FrontierCertificate): string {
  if (tangency === null) return 'no tangency portfolio is claimed';
  return tangency.bound === null
    ? 'the ratio of the tangency portfolio is its own, and nothing shows that it is the greatest'
    : `no portfolio within the limits has a ratio of mean above the rate to volatility above ${tangency.bound}`;
}
