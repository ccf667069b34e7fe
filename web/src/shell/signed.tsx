import { createContext, useContext } from 'react';
import type { Me } from '../../../contract/session.ts';
import { type Call, callerFor } from '../api/client.ts';
import type { Session } from '../session/session.ts';

export const meKey = ['me'] as const;

export interface Signed {
  readonly session: Session;
  readonly subject: string;
  readonly me: Me;
  /** Routes that need no business. Those of a business are called through `useDesk().call`. */
  readonly call: Call;
  callFor(business: string): Call;
  /** Asks again who this person is and where they work; after it, new places and permissions are on the page. */
  lookAgain(): Promise<Me>;
  readonly signOut: () => void;
}

/** Calls with a session's token, for no business or for one. */
export const callsOf = ({ token }: Session): Pick<Signed, 'call' | 'callFor'> => ({
  call: callerFor({ token }),
  callFor: (business) => callerFor({ token, business }),
});

const SignedContext = createContext<Signed | undefined>(undefined);
export const SignedProvider = SignedContext.Provider;

/** Who is signed in, everywhere behind the sign-in. */
export function useSigned(): Signed {
  const signed = useContext(SignedContext);
  if (!signed) throw new Error('Nobody is signed in here');
  return signed;
}
