import type { Role } from '../api/types';
import { roleNames } from '../model/roles';
import { Top } from '../parts/bits';
import { useSigned } from '../session';

export function NotFound() {
  return (
    <>
      <Top title="Page not found" back={{ href: '/console', text: 'Bulletins' }} />
      <p>If you typed the address, check it is right. If you followed a link on this site, tell the people who run it.</p>
    </>
  );
}

/** What this person may not do, which role may, and whom to ask. */
export function NotAllowed(props: { what: string; role: Role }) {
  const { who } = useSigned();
  return (
    <>
      <Top title={`You may not ${props.what}`} back={{ href: '/console', text: 'Bulletins' }} />
      <p>
        It needs the role {roleNames[props.role].toLowerCase()}. You are signed in as {who.name}, {who.team_name ?? who.team}.
      </p>
      <p>Ask an administrator of this service: they give roles to people.</p>
    </>
  );
}
