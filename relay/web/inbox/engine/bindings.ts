/** Who of the home may answer in chats, as the relay has it. */

import type { Api } from './device';
import { ok } from './outcome';
import type { ChatCode, ChatPerson, ChatRole, Chats, Outcome } from './types';

const strings = (from: unknown): string[] => (Array.isArray(from) ? from.map(String) : []);

export async function askChats(api: Api, home: string): Promise<Outcome<Chats>> {
  const answer = await api.ask('GET', `${home}/chat`);
  if (!answer.ok) return answer;
  const { to, identities } = answer.value.body;
  const people = (Array.isArray(identities) ? (identities as Record<string, unknown>[]) : []).map(
    (one): ChatPerson => ({
      id: String(one['id']),
      account: String(one['account']),
      role: String(one['role']) as ChatRole,
      bound: String(one['bound_at']),
      // Saying the code is the first that is heard of them, and no answer.
      ...(one['last_used_at'] !== undefined && one['last_used_at'] !== one['bound_at'] && { lastUsed: String(one['last_used_at']) }),
    }),
  );
  return { ok: true, value: { to: strings(to), people } };
}

export async function makeChatCode(api: Api, home: string, role: ChatRole): Promise<Outcome<ChatCode>> {
  const answer = await api.ask('POST', `${home}/chat-codes`, { role });
  if (!answer.ok) return answer;
  const { say, to, expires } = answer.value.body;
  return { ok: true, value: { say: String(say), to: strings(to), expires: String(expires) } };
}

export async function endChat(api: Api, home: string, id: string): Promise<Outcome> {
  const answer = await api.ask('DELETE', `${home}/chat/${encodeURIComponent(id)}`);
  return answer.ok ? ok : answer;
}
