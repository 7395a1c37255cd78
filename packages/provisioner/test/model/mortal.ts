import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '@scim-superset/core';
import { Agent, type Dispatcher } from 'undici';

/** When a process dies: at one of its next writes to Superset, before it is sent or while the answer is on its way. */
export interface Death {
  /** Writes that go well before. */
  readonly after: number;
  readonly moment: 'before' | 'answer';
}

/** The life of one process, as far as others can tell: once it has died, nothing of it reaches a store or a Superset. */
export interface Life {
  readonly isOver: boolean;
  /** False once it has stood still: whoever dies over a write that came late could not undo it, and nobody else knows of it. */
  readonly mayDie: boolean;
  /** Lets it die at one of the next writes, if it may. */
  doom(death: Death): void;
  /** Lets it stand still from its next write to Superset on, so that whatever it is about to do comes late. */
  stall(ms: number): void;
  end(): void;
}

interface InnerLife extends Life {
  onEnd(work: () => void): void;
  /** How long it stands still yet, in milliseconds. */
  standsStill(): number;
  /** Counts a write; says whether the process dies at it. */
  write(): Death['moment'] | undefined;
}

/** What a process reaches the world through. */
export interface Mortal {
  readonly life: Life;
  store(store: Store): Store;
  dispatcher(): Dispatcher;
}

/** Gives birth to a process. */
export function createMortal(): Mortal {
  const life = createLife();
  return { life, store: (store) => mortalObject(store, life), dispatcher: () => mortalDispatcher(life) };
}

function createLife(): InnerLife {
  const ends: (() => void)[] = [];
  let doom: Death | undefined;
  let stallMs = 0;
  let mayDie = true;
  let stalledUntil = 0;
  let isOver = false;
  const life: InnerLife = {
    get isOver() {
      return isOver;
    },
    get mayDie() {
      return mayDie;
    },
    doom(death) {
      if (mayDie) doom = death;
    },
    stall(ms) {
      doom = undefined;
      mayDie = false;
      stallMs = ms;
    },
    standsStill: () => Math.max(0, stalledUntil - performance.now()),
    end() {
      isOver = true;
      for (const work of ends.splice(0)) work();
    },
    onEnd: (work) => void ends.push(work),
    write() {
      if (stallMs > 0) stalledUntil = performance.now() + stallMs;
      stallMs = 0;
      if (doom === undefined) return undefined;
      if (doom.after === 0) return doom.moment;
      doom = { ...doom, after: doom.after - 1 };
      return undefined;
    },
  };
  return life;
}

const dead = (): Error => new Error('The process has died');

/** An object whose methods, and those of its members, do nothing any more once the process has died, and answer nothing. */
function mortalObject<T extends object>(object: T, life: InnerLife): T {
  return new Proxy(object, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value === 'object' && value !== null) return mortalObject(value, life);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        const ms = life.standsStill();
        if (ms > 0) await sleep(ms);
        if (life.isOver) throw dead();
        const result: unknown = await value.apply(target, args);
        if (life.isOver) throw dead();
        return result;
      };
    },
  });
}

function mortalDispatcher(life: InnerLife): Dispatcher {
  const agent = new Agent();
  life.onEnd(() => void agent.destroy());
  return agent.compose((dispatch) => (options, handler) => {
    if (life.isOver) throw dead();
    const isWrite = options.method !== 'GET' && !String(options.path).includes('/login');
    const moment = isWrite ? life.write() : undefined;
    if (moment === 'before') life.end();
    if (life.isOver) throw dead();
    const final = moment === 'answer' ? dyingHandler(handler, life) : handler;
    const ms = life.standsStill();
    if (ms === 0) return dispatch(options, final);
    // Once the process has died the agent sends nothing, and fails whoever waits.
    setTimeout(() => dispatch(options, final), ms);
    return true;
  });
}

/** Superset has done what was asked, and nobody is there any more to hear of it. */
function dyingHandler(handler: Dispatcher.DispatchHandler, life: Life): Dispatcher.DispatchHandler {
  return new Proxy(handler, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (key === 'onResponseStart') {
        return () => {
          life.end();
          throw dead();
        };
      }
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
