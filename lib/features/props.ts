import type { RealtimeApi } from '../constructs/realtime-api.ts';
import type { RestRoutes } from '../constructs/rest-routes.ts';
import type { DataStack } from '../stacks/data.ts';

/** What a function fed by queues, streams or a webhook is built from. */
export interface WorkerProps {
  readonly data: DataStack;
  readonly realtime: RealtimeApi;
}

/** What a function of the WebSocket API is built from. */
export type RealtimeProps = WorkerProps;

/** What a function of the REST API is built from. */
export interface RestProps extends WorkerProps {
  readonly rest: RestRoutes;
}
