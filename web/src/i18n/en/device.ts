/** The app on this device: its version, and what it can do without a connection. */
export const device = {
  offline: (time: string) =>
    `You are offline. This is as of ${time}: you can read on; messages are sent when the connection is back.`,
  unreachable: (time: string) => `The server cannot be reached. This is as of ${time}; messages are sent when it answers again.`,
  notKept: 'Not kept on this device',
  notKeptHint: 'You are offline. This conversation opens when the connection is back.',
};
