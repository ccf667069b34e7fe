import { Redirect, useParams } from 'wouter';
import { usualBusiness } from '../business/remembered.ts';
import { keepView } from '../inbox/kept-view.ts';
import { isView } from '../inbox/views.ts';
import { useSigned } from '../shell/signed.tsx';

/** Where the shortcuts of the installed app lead (web/manifest.ts): a view of the business that was open last. */
export function Shortcut() {
  const { view } = useParams();
  const { me, subject } = useSigned();
  const usual = usualBusiness(localStorage, subject, me.memberships);
  if (usual && isView(view)) keepView(localStorage, usual.business.id, view);
  return <Redirect replace to={usual ? `/b/${usual.business.slug}` : '/'} />;
}
