export * from './browser';
export * from './device';
export * from './relay';
export * from './world';
