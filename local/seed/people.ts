import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';

/**
 * Lets somebody sign in with this e-mail, and answers the person's `sub`. A person who is there already keeps the password:
 * it may have been changed since.
 */
export async function ensureUser(
  cognito: CognitoIdentityProviderClient,
  userPool: string,
  { email, name, password }: { email: string; name: string; password: string },
): Promise<string> {
  const known = await findUser(cognito, userPool, email);
  if (known !== undefined) return known;
  const { User: user } = await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: userPool,
      Username: email,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'name', Value: name },
      ],
    }),
  );
  await cognito.send(
    new AdminSetUserPasswordCommand({ UserPoolId: userPool, Username: email, Password: password, Permanent: true }),
  );
  return subIn(user?.Attributes, email);
}

async function findUser(cognito: CognitoIdentityProviderClient, userPool: string, email: string): Promise<string | undefined> {
  try {
    const user = await cognito.send(new AdminGetUserCommand({ UserPoolId: userPool, Username: email }));
    // Created and then killed before the password was set: it is finished by making it again.
    if (user.UserStatus === 'FORCE_CHANGE_PASSWORD') return undefined;
    return subIn(user.UserAttributes, email);
  } catch (error) {
    if (error instanceof UserNotFoundException) return undefined;
    throw error;
  }
}

function subIn(attributes: readonly AttributeType[] | undefined, email: string): string {
  const sub = attributes?.find(({ Name }) => Name === 'sub')?.Value;
  if (sub === undefined) throw new Error(`The user pool knows ${email} without a sub`);
  return sub;
}
