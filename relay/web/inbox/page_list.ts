/** Pages that not every visit needs. The service worker keeps their files, so that they open without internet as well. The last three take the entry that they show. */
export const pages = {
  about: () => import('./pages/statements').then((one) => one.AboutPage),
  accessibility: () => import('./pages/statements').then((one) => one.AccessibilityPage),
  privacy: () => import('./pages/statements').then((one) => one.PrivacyPage),
  devices: () => import('./pages/devices').then((one) => one.DevicesPage),
  duty: () => import('./pages/duty').then((one) => one.DutyPage),
  enrol: () => import('./pages/enrol').then((one) => one.Enrol),
  welcome: () => import('./pages/enrol').then((one) => one.Welcome),
  guidance: () => import('./pages/guidance').then((one) => one.GuidancePage),
  helpline: () => import('./pages/helpline').then((one) => one.HelplinePage),
  record: () => import('./pages/record').then((one) => one.RecordPage),
  results: () => import('./pages/results').then((one) => one.ResultsPage),
  message: () => import('./pages/message').then((one) => one.MessagePage),
  poster: () => import('./pages/poster').then((one) => one.PosterPage),
  result: () => import('./pages/results').then((one) => one.ResultPage),
};
