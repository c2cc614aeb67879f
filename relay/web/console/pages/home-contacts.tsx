import { useState } from 'preact/hooks';
import { Button, ErrorSummary, Input, Select, Table } from '../../shared/components';
import { ago, when } from '../../shared/when';
import { useUnsaved } from '../../shared/unsaved';
import { telephone } from '../../shared/words';
import type { Home } from '../api/types';
import { contactRole, contactRoles, faultsFrom, faultsOfContacts, moved, newContact, sentOf, type Contact } from '../model/contacts';
import type { Fault } from '../model/form';
import { may } from '../model/roles';
import { capital } from '../model/text';
import { inOurTime } from '../model/relayed';
import { channelName } from '../model/ways';
import { Loading, Trouble, wrongIn } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import { useSigned, type Signed } from '../session';

/** Whom of a home other ways reach, and which of the ways have worked. */

interface Of {
  home: Home;
  now: Date;
}

export function ContactsAndPaths(props: Of) {
  const signed = useSigned();
  return (
    <>
      <Paths {...props} signed={signed} />
      <Contacts {...props} signed={signed} />
    </>
  );
}

interface Path {
  channel: string;
  contact?: number;
  role?: string;
  state: string;
  /** The same for people. */
  words: string;
  last_good_at?: string;
}

function Paths(props: Of & { signed: Signed }) {
  const { home, signed, now } = props;
  const shown = useLoad(async () => (await signed.api.get<{ paths: Path[] }>(`/v1/homes/${home.id}/paths`)).paths, [signed.api, home]);
  return (
    <section aria-labelledby="paths">
      <h2 class="nhsuk-heading-m" id="paths">
        Last good delivery
      </h2>
      {shown.state === 'loading' && <Loading />}
      {shown.state === 'failed' && <Trouble why={shown.why} again={() => void shown.again()} />}
      {shown.data && (
        <>
          <Table
            caption="Last good delivery by each way"
            captionHidden
            responsive
            columns={[{ text: 'Way' }, { text: 'Last good' }, { text: 'What is known' }]}
            rows={shown.data.map((one) => ({
              key: `${one.channel} ${one.contact ?? ''}`,
              cells: [
                `${channelName(one.channel)}${one.role ? `, ${contactRole(one.role)}` : ''}${one.contact ? `, contact ${one.contact}` : ''}`,
                one.last_good_at ? capital(ago(one.last_good_at, now)) : 'Never known',
                capital(inOurTime(one.words, now)),
              ],
            }))}
          />
          <p class="nhsuk-hint">That something was handed to a mail server is not a good delivery.</p>
        </>
      )}
    </section>
  );
}

function Contacts(props: Of & { signed: Signed }) {
  const { home, signed, now } = props;
  const administers = may.administer(signed.who);
  const [editing, setEditing] = useState(false);
  // Others than administrators see who there is, not their addresses: the home's own answer has that.
  const list = useLoad(
    async () =>
      administers ? (await signed.api.get<{ contacts: Contact[] }>(`/v1/homes/${home.id}/contacts`)).contacts : ((home as Home & { contacts?: Contact[] }).contacts ?? []),
    [signed.api, home, administers],
  );
  return (
    <section aria-labelledby="contacts">
      <h2 class="nhsuk-heading-m" id="contacts">
        Contacts
      </h2>
      {list.state === 'loading' && <Loading what="contacts" />}
      {list.state === 'failed' && <Trouble why={list.why} again={() => void list.again()} />}
      {list.data && editing && (
        <Editing
          start={list.data}
          home={home}
          signed={signed}
          done={async () => {
            await list.again();
            setEditing(false);
          }}
        />
      )}
      {list.data && !editing && (
        <>
          {list.data.length === 0 ? (
            <p>No contact yet. Other ways then use the home’s own email address and telephone number.</p>
          ) : (
            <Table
              caption="Contacts, in the order they are tried"
              captionHidden
              responsive
              columns={[{ text: 'Who' }, ...(administers ? [{ text: 'Email' }, { text: 'Telephone' }, { text: 'Not by' }, { text: 'Confirmed' }] : [])]}
              rows={list.data.map((one, at) => ({
                key: one.number ?? at,
                cells: [
                  `${at + 1}. ${contactRole(one.role)}${one.label ? `: ${one.label}` : ''}`,
                  ...(administers
                    ? [
                        one.email ? <a href={`mailto:${one.email}`}>{one.email}</a> : '–',
                        one.telephone ? <a href={`tel:${one.telephone}`}>{telephone(one.telephone)}</a> : '–',
                        (one.opted_out ?? []).map(channelName).join(', ') || '–',
                        one.confirmed_at ? when(one.confirmed_at, now) : 'Not yet',
                      ]
                    : []),
                ],
              }))}
            />
          )}
          {administers && (
            <Button type="button" variant="secondary" small onClick={() => setEditing(true)}>
              {list.data.length === 0 ? 'Add a contact' : 'Change the contacts'}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

const most = 20;

function Editing(props: { start: Contact[]; home: Home; signed: Signed; done: () => Promise<void> }) {
  const { home, signed, done } = props;
  const [list, setList] = useState<Contact[]>(() => (props.start.length > 0 ? props.start : [newContact]));
  const [faults, setFaults] = useState<Fault[]>([]);
  const [tries, setTries] = useState(0);
  const { busy, why, act } = useAct();
  useUnsaved(list);
  const put = (at: number, part: Partial<Contact>) => setList((was) => was.map((one, other) => (other === at ? { ...one, ...part } : one)));
  const save = () =>
    act(async () => {
      setTries((count) => count + 1);
      const found = faultsOfContacts(list);
      setFaults(found);
      if (found.length > 0) return;
      try {
        await signed.api.put(`/v1/homes/${home.id}/contacts`, { contacts: sentOf(list) });
      } catch (error) {
        const said = faultsFrom(error);
        if (!said) throw error;
        return setFaults(said);
      }
      await done();
    });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {faults.length > 0 && <ErrorSummary faults={faults} attempt={tries} />}
      <Trouble why={why} />
      <p class="nhsuk-hint">They are tried in this order. Whoever is removed here is forgotten: their addresses are erased.</p>
      {list.map((one, at) => (
        <fieldset key={one.number ?? `new-${at}`} class="nhsuk-fieldset app-sheet">
          <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Contact {at + 1}</legend>
          <Select
            id={`contact-${at}-role`}
            label="Role"
            value={one.role}
            items={Object.entries(contactRoles).map(([value, text]) => ({ value, text }))}
            onChange={(role) => put(at, { role })}
          />
          <Input id={`contact-${at}-label`} label="Note (optional)" hint="For example nights and weekends" error={wrongIn(faults, `contact-${at}-label`)} value={one.label ?? ''} onInput={(label) => put(at, { label })} />
          <Input id={`contact-${at}-email`} type="email" label="Email" error={wrongIn(faults, `contact-${at}-email`)} value={one.email ?? ''} onInput={(email) => put(at, { email })} />
          <Input id={`contact-${at}-telephone`} type="tel" label="Mobile or telephone" width={20} error={wrongIn(faults, `contact-${at}-telephone`)} value={one.telephone ?? ''} onInput={(value) => put(at, { telephone: value })} />
          {at > 0 && (
            <Button type="button" variant="secondary" small label={`Earlier: contact ${at + 1}`} onClick={() => setList((was) => moved(was, at, -1))}>
              Earlier
            </Button>
          )}{' '}
          <Button type="button" variant="secondary" small label={`Remove contact ${at + 1}`} onClick={() => setList((was) => was.filter((_, other) => other !== at))}>
            Remove
          </Button>
        </fieldset>
      ))}
      {list.length < most && (
        <p>
          <Button type="button" variant="secondary" small onClick={() => setList((was) => [...was, newContact])}>
            Add another contact
          </Button>
        </p>
      )}
      <Button busy={busy}>Save the contacts</Button>{' '}
      <Button type="button" variant="secondary" onClick={() => void done()}>
        Cancel
      </Button>
    </form>
  );
}
