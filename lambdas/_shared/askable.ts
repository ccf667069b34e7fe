/** On a developer's machine, and nowhere else, the one private address that may be asked is that of the stage itself. */
export function stageOrigin({ STAGE, GRAPH_URL }: NodeJS.ProcessEnv): string | undefined {
  return STAGE === 'local' && GRAPH_URL !== undefined ? new URL(GRAPH_URL).origin : undefined;
}

/** Whether an address that a business names is one that `guardedFetch` would ask: so it is refused when it is chosen, not later. */
export function isAskable(endpoint: string, trustedOrigin: string | undefined): boolean {
  const { origin, protocol, port, username, password } = new URL(endpoint);
  return origin === trustedOrigin || (protocol === 'https:' && port === '' && username === '' && password === '');
}
