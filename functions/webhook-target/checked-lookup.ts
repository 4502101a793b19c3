import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isAllowed, RefusedTarget, refusalOfAddress } from './target.ts';

/**
 * Resolves for a connection that is being made: what is checked here is what is connected to, so that a name can't mean one address when it
 * is checked and another when it is used. One forbidden address among several refuses them all.
 */
export function checkedLookup(protocol: string): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const forbidden = addresses.find(({ address }) => !isAllowed(address, protocol));
      if (forbidden !== undefined) return callback(refused(forbidden, protocol), '', 0);
      return answer(addresses, options.all === true, callback);
    });
  };
}

function refused({ address }: LookupAddress, protocol: string): RefusedTarget {
  return new RefusedTarget(refusalOfAddress(address, protocol));
}

function answer(addresses: readonly LookupAddress[], all: boolean, callback: Parameters<LookupFunction>[2]): void {
  const [first] = addresses;
  if (all) callback(null, [...addresses]);
  else callback(null, first?.address ?? '', first?.family ?? 0);
}
