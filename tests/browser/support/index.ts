export * from './browser';
export * from './device';
export * from './patience';
export * from './relay';
export * from './world';
