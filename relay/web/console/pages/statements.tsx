import '../../shared/styles/text.scss';
import type { Children } from '../../shared/components';
import { Top } from '../parts/bits';

/** Accessibility, privacy, about: for the people of the teams. The inbox has its own, for homes. */

const Prose = (props: { title: string; children: Children }) => (
  <div class="nhsuk-u-reading-width app-text">
    <Top title={props.title} />
    {props.children}
  </div>
);

const List = (props: { items: Children[] }) => (
  <ul class="nhsuk-list nhsuk-list--bullet">
    {props.items.map((item) => (
      <li>{item}</li>
    ))}
  </ul>
);

export const Accessibility = () => (
  <Prose title="Accessibility statement">
    <p>We want everyone who works in a team to be able to use these pages. You should be able to:</p>
    <List
      items={[
        'make the text twice as large without losing anything',
        'use every page on a screen 320 pixels wide, without scrolling sideways',
        'do everything with a keyboard alone',
        'use your own colours and contrast',
        'hear how far a bulletin has come: it is read out at most every ten seconds',
      ]}
    />
    <h2>How it was tested</h2>
    <p>
      Each page is tested by program against WCAG 2.2 level AA with axe in Chromium, at three widths and by keyboard. Programs find fewer than half of the
      problems people have.
    </p>
    <h2>What we have not tried</h2>
    <List
      items={[
        'No person has tried the pages with a screen reader by ear.',
        'Safari and Firefox, speech recognition and screen magnifiers.',
        'You are signed out after half an hour without use. What you typed stays in the browser.',
      ]}
    />
    <p>This is not a formal declaration of conformity: whoever runs the service must test it with people and publish their own.</p>
  </Prose>
);

export const Privacy = () => (
  <Prose title="Privacy">
    <p>The NHS body or council that runs the service is responsible for what it keeps.</p>
    <h2>In this browser</h2>
    <List
      items={[
        'bulletins you are writing, until they are sent or you delete them. They stay after you sign out: on a computer you share, delete them',
        'a cookie that says who is signed in. It ends after half an hour without use, and after twelve hours in any case',
        'if you send test results: the key that signs them, which the browser does not give away. What a result says is never kept here',
        'how the audit log stood when you last checked it',
      ]}
    />
    <p>There is no counting of visitors and nothing from other companies.</p>
    <h2>At the service</h2>
    <List
      items={[
        'your name, team and roles, and when you signed in',
        'what you sent, approved, rejected or sent alone, with your name. It is part of the record and cannot be erased without it being noticed',
        'what homes replied, with the role and name they gave',
      ]}
    />
    <h2>Residents</h2>
    <p>
      <strong>Never put a resident’s name, date of birth or NHS number into a bulletin.</strong> Test results name residents by their home’s own reference only,
      and the service cannot read them.
    </p>
    <h2>Your rights</h2>
    <p>To see, correct or erase what is kept about you, ask an administrator of this service.</p>
  </Prose>
);

export const About = () => (
  <Prose title="About this service">
    <p>NHS and council teams send guidance, helpline times and test results to care homes with this service, and see who they reach.</p>
    <h2>What the words mean</h2>
    <List
      items={[
        <>
          <b>Reached</b>: a device of the home has stored it and said so. Nothing less counts.
        </>,
        <>
          <b>Read</b>: somebody opened it. <b>Replied</b>: a person answered, and the device signed the answer.
        </>,
        <>
          <b>Not yet confirmed</b>: one person sent it alone, and no second person has stood for it.
        </>,
        'The number of homes is taken when it is sent and does not change afterwards.',
      ]}
    />
    <h2>What you cannot rely on it for</h2>
    <List
      items={[
        'It is not for emergencies: ring.',
        'A home that is not reached does not know. Ring those on the call list.',
        'That a message was read is the home’s own word.',
      ]}
    />
    <h2>What has been tried</h2>
    <p>Every page is tried by program in Chromium, on Debian 12, at the widths of a phone and a desktop screen.</p>
    <p>
      <strong>Not tried:</strong> Safari and Firefox, screen readers by ear; and no NHS team has used it yet.
    </p>
    <p>
      It is open source. <a href="/v1/openapi.json">What it says to other programs</a> is written down for anyone to read.
    </p>
  </Prose>
);
