import { BlockList, isIPv6 } from 'node:net';

/**
 * What IANA's registries of special-purpose addresses (RFC 6890 and its successors) don't call globally reachable, multicast, and the
 * IPv6 forms that carry an IPv4 address on to wherever it leads: 6to4 and Teredo. Metadata services are link-local or unique-local.
 */
const IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const GLOBAL_UNICAST = ['2000::/3'];
const LOOPBACK_IPV4 = ['127.0.0.0/8'];
const LOOPBACK_IPV6 = ['::1/128'];

const special = blockList(IPV4, IPV6);
const globalUnicast = blockList([], GLOBAL_UNICAST);
const loopback = blockList(LOOPBACK_IPV4, LOOPBACK_IPV6);

/** Whether an address is one that anybody on the internet could reach. IPv6 is judged by what is given out so far, IPv4 in disguise not at all. */
export function isPublic(address: string): boolean {
  if (special.check(address, familyOf(address))) return false;
  return !isIPv6(address) || globalUnicast.check(address, 'ipv6');
}

export function isLoopback(address: string): boolean {
  return loopback.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

function blockList(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList();
  const add = (family: 'ipv4' | 'ipv6') => (subnet: string) => {
    const [network = '', prefix] = subnet.split('/');
    list.addSubnet(network, Number(prefix), family);
  };
  ipv4.forEach(add('ipv4'));
  ipv6.forEach(add('ipv6'));
  return list;
}
