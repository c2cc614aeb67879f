/** Eight words that two people read to each other, and know that both ends have the same keys (docs/protocol.md). */

import { sha256, utf8 } from './bytes';
import { canonical } from './canonical';
import type { PublicKey } from './keys';

const list = (
  'acorn airport album almond anchor animal ankle apple apron arrow autumn badger bakery balcony banjo barley ' +
  'basket beacon bedroom beetle bishop blanket blossom border bottle branch breakfast bridge brother bubble ' +
  'bucket buffalo bundle butter cabbage cabin camel canvas carpet carrot castle cathedral cellar cement chapel ' +
  'cheese cherry chicken chimney circus citizen clover cobweb coffee comet compass copper cottage cousin crayon ' +
  'cricket crystal cucumber cupboard curtain cushion daisy dancer daughter denim desert diamond dinner doctor ' +
  'dolphin domino donkey dragon drummer dungeon eagle elbow elephant eleven emerald engine envelope evening ' +
  'fabric falcon farmer fiddle finger flamingo football forest fossil fountain galaxy garage garden garlic ' +
  'giraffe glacier goblet goldfish grandma guitar hammer hamster harbour harvest hazel hedgehog helmet highway ' +
  'holiday honey horizon hospital iceberg igloo infant insect island ivory jacket jaguar jelly jigsaw journey ' +
  'judge jungle kennel kettle kingdom kitchen ladder lagoon lantern laundry lemon leopard library lighthouse ' +
  'lizard lobster lotus lunch magnet mango marble market meadow medal melon mermaid midnight mirror monsoon ' +
  'museum mushroom mustard napkin necklace nephew nickel notebook nugget nurse nutmeg oatmeal octopus olive ' +
  'onion orange orchestra ostrich oven oyster pancake panther parcel pasta peanut pebble pelican pencil penguin ' +
  'pepper piano pickle pigeon pilot pirate planet pocket poet poppy potato powder prairie prince puddle pumpkin ' +
  'puppet purple pyramid rabbit radio rainbow raven ribbon river robin salmon sandal saxophone scarf school ' +
  'seagull shadow shepherd shower silver spider squirrel stable sunset sweater tailor teapot tiger tractor tulip ' +
  'tunnel turtle unicorn valley vanilla velvet village violin volcano waffle walnut walrus weasel whistle willow ' +
  'window winter yellow yoghurt zebra zipper'
).split(' ');

async function spoken(lines: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', await sha256(lines), 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: utf8('carerelay.v1 words'), iterations: 65_536 };
  const bytes = new Uint8Array(await crypto.subtle.deriveBits(how, key, 64));
  return [...bytes].map((byte) => list[byte]).join(' ');
}

/** Of a device, from its home, its id and both its keys. */
export const deviceWords = (home: string, device: string, key: PublicKey, sealing: PublicKey): Promise<string> =>
  spoken(`carerelay.v1 device\n${home}\n${device}\n${canonical(key)}\n${canonical(sealing)}`);

/** Of any public key; `what` is `sender` or `home ID`. */
export const keyWords = (what: string, key: PublicKey): Promise<string> =>
  spoken(`carerelay.v1 key\n${what}\n${canonical(key)}`);

/** Whether a person typed these words, in either case, with anything but letters between them. */
export const isSameWords = (typed: string, words: string): boolean =>
  typed.toLowerCase().replace(/[^a-z]+/g, ' ').trim() === words;
