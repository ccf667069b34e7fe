import { Link } from 'wouter';
import { useWords } from '../i18n/language.ts';
import { Door } from './door.tsx';
import { SignInCard } from './sign-in-card.tsx';

export function SignIn({ ended }: { ended: boolean }) {
  const words = useWords();
  return (
    <Door
      under={
        <p className="text-soft">
          {words.signIn.noAccount}{' '}
          <Link href="/sign-up" className="inline-block py-3 font-medium text-accent underline">
            {words.signIn.signUp}
          </Link>
        </p>
      }
    >
      <SignInCard ended={ended} />
    </Door>
  );
}
