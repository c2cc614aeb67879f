import { harmless } from '../../../shared/markdown/address';

/** Whether nothing in a CommonMark text means anything but itself: then its paragraphs are all there is to show. */
export const isPlain = (source: string): boolean => !/[\\`*_[\]<>&#~\t]|^ *(?:[-+]|\d+[.)]|=+ *$)|^ {4}| {2}$/m.test(source);

/** Its paragraphs, each as one text. Of a text that is not plain: how it reads until its marks are understood. */
export const paragraphsOf = (source: string): string[] =>
  source
    .split(/\n(?:[ \t]*\n)+/)
    .map((one) => harmless(one.replace(/^[ \t]+|[ \t]+$/gm, '').trim()))
    .filter((one) => one !== '');
