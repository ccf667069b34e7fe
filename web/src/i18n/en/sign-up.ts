/** Words of signing up and of accepting an invitation. */
export const signUpWords = {
  title: 'Create an account',
  hint: 'With your own account you can open a business here, or join one that invites you.',
  sendCode: 'Send me a code',
  have: 'You have an account?',
  signIn: 'Sign in',
  mailTitle: 'Look into your mailbox',
  mailHint: (email: string) =>
    `We sent a code of six digits to ${email}. It is good for 15 minutes. If the address already has an account, the e-mail says so instead.`,
  choose: 'Choose a password',
  confirm: 'Create the account',
  codeWrong: 'The code is wrong or too old. Look for the newest e-mail, or ask for another code.',
  again: 'Send another code',
  againDone: 'Another code is on its way. Only the newest counts.',
  againIn: (seconds: number) => `Send another code (in ${seconds} s)`,
  otherEmail: 'Use another address',
  tooManyMails: 'This address was sent several e-mails already. Look for them, among spam too, or try again in an hour.',
  exists: 'This address already has an account. Sign in with it.',
  made: 'Your account is made. Sign in with your new password.',

  join: {
    title: (business: string) => `Join ${business}`,
    hintNew: (email: string) => `You were invited as ${email}. Choose a password, and you are in.`,
    hintHave: (email: string) => `You were invited as ${email}. This address already has an account: sign in with it to join.`,
    hintMine: (email: string) => `You were invited as ${email}, and you are signed in.`,
    name: 'Your name',
    nameHint: 'As colleagues and customers see it.',
    submit: (business: string) => `Join ${business}`,
    made: 'You have joined. Sign in with your new password.',
    toSignIn: 'Go to sign-in',
    wrongTitle: 'This invitation is for somebody else',
    wrongHint: (invited: string, mine: string) =>
      `It was sent to ${invited}, and you are signed in with ${mine}. Sign out and go on with the invited address, or ask for an invitation to the one you use.`,
    signOut: 'Sign out and go on',
    stay: 'Stay signed in',
    another: 'another address',
    endedTitle: 'This invitation does not count any more',
    endedHint:
      'It was used, taken back or is older than 7 days; or a newer one was sent. If you have joined already, sign in. Else ask whoever invited you to send it again.',
    missingTitle: 'The link is not complete',
    missingHint:
      'Open the link of the invitation e-mail once more, all of it. If it goes on like this, ask for a new invitation.',
    toInbox: 'Go to the inbox',
    limit:
      'The plan of this business has no room for another person. Ask your administrator to make room, then open the link again.',
    suspended:
      'This business is suspended: nobody can join until it is reactivated. Your invitation stays; open the link again later.',
    failed: 'The invitation could not be looked up',
  },
};

export type SignUpWords = typeof signUpWords;
