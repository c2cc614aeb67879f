import type { Block, Form } from './written';

/** Whether anything was typed. By itself, because what is kept in the browser is looked at on every page. */

export const isBlank = (form: Form): boolean =>
  form.what === '' && form.urgency === '' && form.topic === '' && form.changed === '' && form.blocks.every(isEmpty);

export const isEmpty = (block: Block): boolean =>
  [block.headline, block.must, block.mustNot, block.details].every((text) => text.trim() === '');
