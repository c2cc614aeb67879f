import '../styles/statements.scss';
import { useInbox } from './context';
import { SummaryList } from '../../shared/components';
import { about } from '../about';
import { Title } from './parts/ui';
import type { Children } from '../../shared/components';

function Prose({ title, children }: { title: string; children: Children }) {
  return (
    <div class="nhsuk-grid-row">
      <div class="nhsuk-grid-column-two-thirds app-prose">
        <Title title={title}>{title}</Title>
        {children}
      </div>
    </div>
  );
}

export function AboutPage() {
  const { state } = useInbox();
  return (
    <Prose title="About this service">
      <p>NHS and council teams send guidance, helpline times and test results to care homes with this service. Homes read, reply and keep a record.</p>
      <h2>What you can rely on</h2>
      <ul>
        <li>“Connected. Up to date” is said only when this device has everything there is for your home.</li>
        <li>A reply is called recorded only when the service has written it to disk. Until then it says that it is saved on this device.</li>
        <li>Guidance in force is guidance that has begun, has not ended and has not been replaced.</li>
        <li>Your reply is signed by this device. The team that asked, and inspectors, can check that it was not altered.</li>
      </ul>
      <h2>What you cannot rely on it for</h2>
      <ul>
        <li>It is not for emergencies. If somebody’s life is at risk, ring 999.</li>
        <li>It does not ring your telephone. Phones stop web pages that are in the background: turn alerts on, or use the duty screen.</li>
        <li>A poster on the wall does not change by itself.</li>
      </ul>
      <h2>What has been tried</h2>
      <p>Every page is tried by program in Chromium, on Debian 12, at the widths of a phone and a desktop screen.</p>
      <p>
        <strong>Not tried:</strong> Safari and Firefox; real iPhones and Android phones; alerts through the real push services; screen readers by ear; and nobody who
        works in a care home has used it yet.
      </p>
      <h2>This device</h2>
      <SummaryList
        rows={[
          { key: 'Home', value: state.home ? `${state.home.name} (${state.home.id})` : 'Not set up' },
          { key: 'Device', value: state.home ? state.home.deviceName : 'Not set up' },
          { key: 'Messages kept here', value: String(state.entries.length) },
          { key: 'The browser may clear them', value: state.storage.persisted ? 'No, it has promised to keep them' : 'Yes, when space runs low. The service keeps its own copy' },
          ...(about().version ? [{ key: 'Version', value: `${about().version}${about().web ? `, pages ${about().web!.slice(0, 12)}` : ''}` }] : []),
        ]}
      />
      <p>
        It is open source. <a href="/v1/openapi.json">What it says to other programs</a> is written down for anyone to read.
      </p>
    </Prose>
  );
}

export function AccessibilityPage() {
  return (
    <Prose title="Accessibility statement">
      <p>We want everyone who works in a care home to be able to use these pages. You should be able to:</p>
      <ul>
        <li>make the text twice as large without losing anything</li>
        <li>use every page on a screen 320 pixels wide, without scrolling sideways</li>
        <li>do everything with a keyboard alone</li>
        <li>use your own colours and contrast</li>
        <li>read messages in the languages they were written in, also from right to left</li>
      </ul>
      <p>The wording is meant to be plain. Nothing moves by itself, and nothing has a time limit but “Undo”, after which you can still reply.</p>
      <h2>How it was tested</h2>
      <p>
        Each page is tested by program against WCAG 2.2 level AA with axe in Chromium: at three widths, in forced colours, with reduced motion, with text from right to
        left and by keyboard. Programs find fewer than half of the problems people have.
      </p>
      <h2>What we know does not work, or have not tried</h2>
      <ul>
        <li>No person has tried the pages with a screen reader by ear.</li>
        <li>Safari and Firefox have not been tried, nor speech recognition or screen magnifiers.</li>
        <li>Buttons and menus are in English only. Messages are in the languages their senders wrote.</li>
        <li>We cannot check files that teams attach to messages.</li>
      </ul>
      <p>This statement is not a formal declaration of conformity: whoever runs the service must test it with people and publish their own.</p>
      <h2>If you have a problem</h2>
      <p>
        {about().accessibility ? `Tell ${about().organisation ?? 'us'}: ${about().accessibility}. Or tell` : 'Ring the helpline or tell'} the NHS or council team that gave you your
        code. They can also send you any message by another way.
      </p>
    </Prose>
  );
}

export function PrivacyPage() {
  return (
    <Prose title="Privacy">
      <p>This page says what is kept, where, and who can see it. {about().organisation ?? 'The NHS body or council that runs the service'} is responsible for it.</p>
      <h2>On this device</h2>
      <ul>
        <li>your home’s messages, what was read and replied here, and this device’s secret keys, which the browser does not give away</li>
        <li>the role and name you last gave, so that you need not type them again, and a reply that you have begun</li>
        <li>an opened test result is in memory only. It is gone when you leave the page</li>
      </ul>
      <p>“Stop using this device”, under Devices and alerts, erases all of it. There are no cookies for homes, no counting of visitors and nothing from other companies.</p>
      <h2>At the service</h2>
      <ul>
        <li>your home’s entry in the register, and the names you gave its devices</li>
        <li>when each message arrived and was read, and each reply with your role, your name if you gave it, and your note. They are kept with the message, as the record</li>
        <li>who may answer for your home from a chat: their address there and their role, until you end it. It is shown to nobody, and nothing else said in a chat is kept</li>
        <li>test results, locked: the service cannot read them</li>
      </ul>
      <h2>Who sees your reply</h2>
      <p>The team that sent the message, and people of the NHS or council who may see replies in your area. For messages about wellbeing only counts are shown, never below five.</p>
      <h2>Alerts</h2>
      <p>If you turn alerts on, the maker of your browser (for example Google, Mozilla or Apple) passes them on. It learns that there is an alert, never what a message says.</p>
      <h2>Residents</h2>
      <p>
        <strong>Never put a resident’s name, date of birth or NHS number into a reply or the name of a device.</strong> Laboratories refer to residents by your home’s own
        reference only.
      </p>
      <h2>Your rights</h2>
      <p>To see, correct or erase what is kept about you, ask the NHS or council team that gave you your code.</p>
    </Prose>
  );
}
