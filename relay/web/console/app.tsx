import { ButtonLink, Footer, Header, Page } from '../shared/components';
import { nameOf, useAbout, type About } from './about';
import { Router, Routes, usePlace, type Route } from '../shared/router';
import { menuOf, rolesInWords } from './model/roles';
import { LinkButton, Loading, Top, Trouble } from './parts/bits';
import { lazy } from './parts/lazy';
import { Bulletins } from './pages/bulletins';
import { NotFound } from './pages/not-found';
import { SignedIn, useSession, type Signed } from './session';

/** The console: who is signed in decides what the menu shows; the relay decides what is done. */

const Earlier = lazy(async () => (await import('./pages/earlier')).Earlier);
const Write = lazy(async () => (await import('./pages/write')).Write);
const Check = lazy(async () => (await import('./pages/check')).Check);
const DraftPage = lazy(async () => (await import('./pages/draft')).DraftPage);
const MessagePage = lazy(async () => (await import('./pages/message')).MessagePage);
const Calls = lazy(async () => (await import('./pages/calls')).Calls);
const CheckIns = lazy(async () => (await import('./pages/check-ins')).CheckIns);
const NewCheckIn = lazy(async () => (await import('./pages/check-in-new')).NewCheckIn);
const CheckInPage = lazy(async () => (await import('./pages/check-in')).CheckInPage);
const Homes = lazy(async () => (await import('./pages/homes')).Homes);
const HomePage = lazy(async () => (await import('./pages/home')).HomePage);
const HomeEdit = lazy(async () => (await import('./pages/home-edit')).HomeEdit);
const Import = lazy(async () => (await import('./pages/import')).Import);
const TeamPage = lazy(async () => (await import('./pages/team')).TeamPage);
const OneTeam = lazy(async () => (await import('./pages/team-members')).OneTeam);
const NewMember = lazy(async () => (await import('./pages/team-new')).NewMember);
const Sessions = lazy(async () => (await import('./pages/sessions')).Sessions);
const Audit = lazy(async () => (await import('./pages/audit')).Audit);
const Channels = lazy(async () => (await import('./pages/channels')).Channels);
const Result = lazy(async () => (await import('./pages/result')).Result);
const Helpline = lazy(async () => (await import('./pages/helpline')).Helpline);
const Accessibility = lazy(async () => (await import('./pages/statements')).Accessibility);
const Privacy = lazy(async () => (await import('./pages/statements')).Privacy);
const About = lazy(async () => (await import('./pages/statements')).About);

/** For everybody, signed in or not. */
const open: Route[] = [
  { path: '/console/accessibility', view: () => <Accessibility /> },
  { path: '/console/privacy', view: () => <Privacy /> },
  { path: '/console/about', view: () => <About /> },
];

const routes: Route[] = [
  { path: '/console', view: () => <Bulletins /> },
  { path: '/console/earlier', view: () => <Earlier /> },
  { path: '/console/write', view: (_, { query }) => <Write key={query.toString()} /> },
  { path: '/console/check', view: () => <Check /> },
  { path: '/console/drafts/:id', view: ({ id }) => <DraftPage key={id} id={id!} /> },
  { path: '/console/messages/:id', view: ({ id }) => <MessagePage key={id} id={id!} /> },
  { path: '/console/messages/:id/calls', view: ({ id }) => <Calls key={id} message={id!} /> },
  { path: '/console/calls', view: () => <Calls key="all" /> },
  { path: '/console/check-ins', view: () => <CheckIns /> },
  { path: '/console/check-ins/new', view: () => <NewCheckIn /> },
  { path: '/console/check-ins/:id', view: ({ id }) => <CheckInPage key={id} id={id!} /> },
  { path: '/console/homes', view: () => <Homes /> },
  { path: '/console/homes/new', view: () => <HomeEdit /> },
  { path: '/console/homes/import', view: () => <Import /> },
  { path: '/console/homes/:id', view: ({ id }) => <HomePage key={id} id={id!} /> },
  { path: '/console/homes/:id/edit', view: ({ id }) => <HomeEdit key={id} id={id!} /> },
  { path: '/console/team', view: () => <TeamPage /> },
  { path: '/console/sessions', view: () => <Sessions /> },
  { path: '/console/team/:id', view: ({ id }) => <OneTeam key={id} id={id!} /> },
  { path: '/console/team/:id/new', view: ({ id }) => <NewMember key={id} id={id!} /> },
  { path: '/console/audit', view: () => <Audit /> },
  { path: '/console/channels', view: () => <Channels /> },
  { path: '/console/result', view: () => <Result /> },
  { path: '/console/helpline', view: () => <Helpline /> },
  ...open,
];

const footer = [
  { text: 'Accessibility statement', href: '/console/accessibility' },
  { text: 'Privacy', href: '/console/privacy' },
  { text: 'About this service', href: '/console/about' },
];

export const App = () => <Router base="/console">{() => <Signing />}</Router>;

function Signing() {
  const { standing, again } = useSession();
  const about = useAbout();
  if (standing.state === 'in') return <Shell signed={standing.signed} about={about} />;
  return (
    <Page header={<Header serviceName={nameOf(about)} home="/console" {...logoOf(about)} />} footer={<Footer links={footer} />}>
      {standing.state === 'asking' && <Loading />}
      {standing.state === 'failed' && (
        <>
          <Top title={nameOf(about)} />
          <Trouble why={standing.why} again={again} />
        </>
      )}
      {standing.state === 'nobody' && <Routes routes={open} notFound={<SignIn to={about && about.service !== 'Carerelay' ? about.service : 'the bulletin console'} />} />}
    </Page>
  );
}

const logoOf = (about: About | undefined) => (about?.logo ? { logo: { src: about.logo, alt: about.organisation ?? '' } } : {});

const SignIn = (props: { to: string }) => (
  <>
    <Top title={`Sign in to ${props.to}`} />
    <p>For NHS and council teams that send bulletins to care homes.</p>
    <ButtonLink href="/sign-in">Sign in</ButtonLink>
    <p>
      If you work in a care home, go to your <a href="/">inbox</a>.
    </p>
  </>
);

function isCurrent(href: string, at: string): boolean {
  const path = at.replace(/\/+$/, '');
  if (href === '/console') return path === href || /^\/console\/(earlier|drafts|messages)(\/|$)/.test(path);
  if (href === '/console/write') return /^\/console\/(write|check|helpline|result)(\/|$)/.test(path);
  if (href === '/console/team' && path === '/console/sessions') return true;
  return path === href || path.startsWith(`${href}/`);
}

function Shell(props: { signed: Signed; about: About | undefined }) {
  const { signed, about } = props;
  const { who } = signed;
  const { path } = usePlace();
  return (
    <SignedIn signed={signed}>
      <Page
        header={
          <Header
            serviceName={nameOf(about)}
            home="/console"
            {...logoOf(about)}
            account={[{ text: `${who.name}, ${rolesInWords(who.roles)}` }, { text: 'Sign out', onClick: () => void signed.signOut() }]}
            menu={menuOf(who).map((item) => ({ ...item, current: isCurrent(item.href, path) }))}
          />
        }
        strip={signed.ended ? <Ended lookAgain={signed.lookAgain} /> : undefined}
        footer={<Footer links={footer} />}
      >
        <Routes routes={routes} notFound={<NotFound />} />
      </Page>
    </SignedIn>
  );
}

/** The session has ended while a page was open: nothing on it is lost. */
const Ended = (props: { lookAgain: () => void }) => (
  <div class="app-ended" role="alert">
    <div class="nhsuk-width-container">
      <strong>You have been signed out.</strong> What you typed is still here.{' '}
      <a href="/sign-in" target="_blank" rel="opener">
        Sign in again in a new tab
      </a>
      , then <LinkButton onClick={props.lookAgain}>go on here</LinkButton>.
    </div>
  </div>
);
