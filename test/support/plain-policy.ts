import type { Policy } from '../../shared/usecases/policy-terms.ts';

/** Of margin by delta, with nothing to stay within. */
export const PLAIN_POLICY: Policy = {
  methods: [{ id: 'delta' }],
  limits: [],
  bands: { margin: [], greeks: [] },
  schedule: null,
  cooldownSeconds: 0,
  hysteresisFraction: 0,
  costs: {},
};
