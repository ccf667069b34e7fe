/** What this process has taken so far. */
export function spent(): string {
  const megabytes = process.resourceUsage().maxRSS / 1000;
  return `in ${process.uptime().toFixed(1)} s, with at most ${megabytes.toFixed(0)} MB of memory`;
}
