import '../preview.scss';
import { useState } from 'preact/hooks';
import { Button, Card, Tag, Tags, type Tone } from '../../shared/components';
import { whenInSentence } from '../../shared/when';
import { plain } from '../../shared/words';
import { said } from '../model/ways';
import type { Post } from '../api/types';
import { may } from '../model/roles';
import { homesInWords, Loading, Trouble } from '../parts/bits';
import { useAct, useLoad, useNow } from '../parts/load';
import { useSigned, type Signed } from '../session';

/** What was posted to groups; where no program can post, the text to paste and a person's word that it stands there. */
export function Posts(props: { id: string }) {
  const signed = useSigned();
  const now = useNow(20_000);
  const posts = useLoad(async () => (await signed.api.get<{ posts: Post[] }>(`/v1/messages/${props.id}/posts`)).posts, [signed.api, props.id, now]);
  return (
    <section aria-labelledby="posts">
      <h2 class="nhsuk-heading-m" id="posts">
        Groups
      </h2>
      {posts.state === 'loading' && <Loading what="groups" />}
      {posts.state === 'failed' && <Trouble why={posts.why} again={() => void posts.again()} />}
      {posts.data?.map((post) => (
        <PostCard key={post.channel} post={post} id={props.id} signed={signed} now={now} again={posts.again} />
      ))}
      <p class="nhsuk-hint">A post counts for no home as reached: a group says nothing about who has read it.</p>
    </section>
  );
}

const tones: Record<string, Tone> = { posted: 'green', waiting: 'orange', held: 'orange', failed: 'red', unknown: 'orange' };

function PostCard(props: { post: Post; id: string; signed: Signed; now: Date; again: () => Promise<void> }) {
  const { post, id, signed, now, again } = props;
  const { busy, why, act } = useAct();
  const [copied, setCopied] = useState(false);
  const name = post.name ?? plain(post.channel);
  const mine = may.write(signed.who) || may.approve(signed.who) || may.administer(signed.who);
  const copy = () => act(async () => (await navigator.clipboard.writeText(post.text ?? ''), setCopied(true)));
  const done = () =>
    act(async () => {
      await signed.api.post(`/v1/messages/${id}/posts/${encodeURIComponent(post.channel)}`, { posted: true });
      await again();
    });
  return (
    <Card
      edge={post.state === 'posted' ? 'green' : 'grey'}
      size="s"
      level={3}
      heading={name}
      lead={
        <Tags>
          <Tag tone={tones[post.state] ?? 'grey'}>{post.state === 'posted' && post.posted_by ? 'Posted by hand' : plain(post.state)}</Tag>
        </Tags>
      }
      description={
        <>
          {sentence(said(post.words))}
          {post.posted_at && ` ${whenInSentence(post.posted_at, now).replace(/^./, (first) => first.toUpperCase())}${post.posted_by ? `, as ${post.posted_by_name ?? post.posted_by} reported` : ''}.`}
          {post.homes ? ` For ${homesInWords(post.homes)}.` : ''}
        </>
      }
    >
      <Trouble why={why} />
      {post.text && post.state === 'waiting' && (
        <>
          <p>
            <b>Post it yourself:</b> no program can post into this group. Copy the text, paste it there, and say so here.
          </p>
          <p class="app-preview__chat">{post.text}</p>
          <Button type="button" variant="secondary" small busy={busy} label={`Copy the text for ${name}`} onClick={() => void copy()}>
            Copy the text
          </Button>{' '}
          {mine && (
            <Button type="button" small busy={busy} label={`I have posted it: ${name}`} onClick={() => void done()}>
              I have posted it
            </Button>
          )}
          {copied && <p role="status">Copied.</p>}
        </>
      )}
      {post.text && post.state !== 'waiting' && <p class="app-preview__chat">{post.text}</p>}
    </Card>
  );
}

const sentence = (words: string): string => (words ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : '');
