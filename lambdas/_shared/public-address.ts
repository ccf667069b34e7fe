import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Everything that is not a host on the public internet. https://www.iana.org/assignments/iana-ipv4-special-registry/ */
const closed4 = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed4.addSubnet(net, prefix, 'ipv4');

/** Global unicast is all there is to allow: loopback, mapped, NAT64, unique and link local lie outside of it. */
const open6 = new BlockList();
open6.addSubnet('2000::', 3, 'ipv6');
/** Inside of it: Teredo, benchmarks and others of 2001::/23, documentation, 6to4, which leads to an IPv4 address. */
const closed6 = new BlockList();
closed6.addSubnet('2001::', 23, 'ipv6');
closed6.addSubnet('2001:db8::', 32, 'ipv6');
closed6.addSubnet('2002::', 16, 'ipv6');
closed6.addSubnet('3fff::', 20, 'ipv6');

/** Whether an address (no name, no brackets) is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed4.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6');
}
