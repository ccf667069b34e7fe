import type { APIGatewayEventWebsocketRequestContextV2 } from 'aws-lambda';
import * as z from 'zod';
import { EmployeeId, TenantId } from '../../contract/ids.ts';
import { EncodedName } from './access.ts';

/** Who opened a WebSocket: what the authorizer found out when it was opened, which API Gateway repeats with every event. */
export const Holder = z.object({
  tenant: TenantId,
  sub: z.string().min(1),
  employeeId: EmployeeId,
  name: EncodedName,
  session: z.string().optional(),
  /** Somebody of the platform who only looks: until then, milliseconds. */
  until: z.coerce.number().optional(),
});
export type Holder = z.infer<typeof Holder>;

/** AWS's types leave the authorizer's context out. */
export interface SocketEvent {
  readonly requestContext: Pick<APIGatewayEventWebsocketRequestContextV2, 'connectionId' | 'requestId' | 'eventType'> & {
    readonly authorizer?: unknown;
  };
  readonly body?: string | undefined;
  readonly isBase64Encoded?: boolean;
}
