/** An alarm made of tones, so that no file has to be loaded. A browser lets it sound only after somebody has touched the page. */
export interface Alarm {
  ring(): void;
  stop(): void;
  /** False while the browser still holds the sound back. */
  ready(): boolean;
}

export function makeAlarm(): Alarm {
  const context = typeof AudioContext === 'undefined' ? undefined : new AudioContext();
  void context?.resume();
  let timer = 0;

  function tone(at: number, pitch: number) {
    if (!context) return;
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.6, at + 0.02);
    volume.gain.setValueAtTime(0.6, at + 0.25);
    volume.gain.linearRampToValueAtTime(0, at + 0.3);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + 0.32);
  }
  function once() {
    if (!context) return;
    for (const [index, pitch] of [880, 660, 880].entries()) tone(context.currentTime + index * 0.35, pitch);
  }
  return {
    ring() {
      clearInterval(timer);
      once();
      timer = window.setInterval(once, 3000);
    },
    stop() {
      clearInterval(timer);
    },
    ready: () => context?.state === 'running',
  };
}
