/** Parts of pages that are loaded when they are needed (`lazy`). None of them has such parts itself. */
export const parts = {
  helplineBox: () => import('./pages/helpline_box').then((one) => one.HelplineBox),
  openNow: () => import('./pages/helpline_box').then((one) => one.OpenNow),
  replyForm: () => import('./pages/reply_form').then((one) => one.ReplyForm),
  languages: () => import('./pages/parts/languages').then((one) => one.Languages),
  chats: () => import('./pages/chats').then((one) => one.Chats),
  resources: () => import('./pages/resources').then((one) => one.Resources),
  marked: () => import('./pages/parts/marked').then((one) => one.Marked),
  notices: () => import('./pages/notices').then((one) => one.Notices),
};
