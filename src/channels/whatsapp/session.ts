/** The parts that live on one session file, opened and closed together. */
import type pino from 'pino'
import { ArrivalOrder } from './arrival-order.js'
import { AuthStore, freshCreds } from './auth-store.js'
import type { Baileys } from './baileys.js'
import { Connection, type ConnectionEvents } from './connection.js'
import { InboundDelivery } from './inbound-delivery.js'
import { InboundSpool } from './inbound-spool.js'
import { Intake } from './intake.js'
import { bareJid, isLid, isPhone, userOf } from './jids.js'
import type { ReaderContext } from './message-reader.js'
import type { WhatsAppOptions } from './options.js'
import { Pictures } from './pictures.js'
import { ReconnectPolicy } from './reconnect.js'
import { Sender } from './sender.js'
import { SentMessages } from './sent-messages.js'
import { SessionFile } from './session-file.js'
import { durableSignalRepository } from './signal-repository.js'

export interface SessionSetup {
  readonly baileys: Baileys
  readonly options: WhatsAppOptions
  readonly path: string
  readonly lockedUntil: () => number | undefined
  readonly onDamage: (error: unknown) => void
  readonly events: Omit<ConnectionEvents, 'socket'>
}

export type LoggedOutReason = 'logged-out' | 'banned'

export interface Session {
  readonly auth: AuthStore
  readonly connection: Connection
  readonly sender: Sender
  readonly delivery: InboundDelivery
  readonly pictures: Pictures
  /** Why the account ended this session earlier; undefined while it may be used. */
  loggedOut(): LoggedOutReason | undefined
  /** Keeps a copy of the session and remembers not to connect again. */
  markLoggedOut(why: LoggedOutReason): void
  /** @param graceMs Longest wait for sends and hand-overs that are under way. */
  close(graceMs: number): Promise<void>
}

const LOGGED_OUT = 'logged-out'

/** @throws {SessionFileError} when the file exists but cannot be used. */
export function openSession(setup: SessionSetup): Session {
  const { baileys, options } = setup
  const { clock: now, random, logger: log, mask } = options
  const file = SessionFile.open(setup.path, () => freshCreds(baileys))
  try {
    return assemble(file)
  } catch (error) {
    file.close()
    throw error
  }

  function assemble(file: SessionFile): Session {
    const spool = new InboundSpool(file, now)
    const sent = new SentMessages(file, now)
    const auth = new AuthStore(file, baileys, spool, setup.onDamage)
    spool.prune()
    sent.prune()

    const order = new ArrivalOrder()
    const delivery = new InboundDelivery({
      spool,
      inbox: options.inbox,
      log,
      now,
      random,
    })
    const intake = new Intake({
      baileys,
      auth,
      spool,
      order,
      log,
      reader: readerContext(auth, sent),
      wake: () => delivery.wake(),
    })
    const sender = new Sender({
      baileys,
      sent,
      mask,
      log,
      now,
      lidUserOf: (phone) => auth.lidUserOf(phone),
      quoteText: (id) => spool.quote(id),
      lockedUntil: setup.lockedUntil,
    })
    const connection = new Connection({
      baileys,
      auth,
      sent,
      log,
      now,
      repository: durableSignalRepository(baileys, auth.keys, {
        describe: (ciphertext, plaintext) => intake.describe(ciphertext, plaintext),
        settled: (ciphertext) => intake.settled(ciphertext),
        lidUserOf: (phone) => auth.lidUserOf(phone),
      }),
      policy: new ReconnectPolicy(random, options.reconnectTiming),
      ...(options.socketUrl === undefined ? {} : { socketUrl: options.socketUrl }),
      events: {
        ...setup.events,
        socket(socket) {
          intake.attach(socket)
          sender.attach(socket)
        },
        closed(...details) {
          order.reset()
          sender.detach()
          setup.events.closed(...details)
        },
      },
    })

    const pictures = new Pictures({ baileys, log, socket: () => connection.openSocket })

    /** Out before in: what is being sent is finished while the line is still there. */
    async function windDown(): Promise<void> {
      await sender.idle()
      await connection.stop()
      await delivery.stop()
    }

    return {
      auth,
      connection,
      sender,
      delivery,
      pictures,
      loggedOut: () => file.meta(LOGGED_OUT) as LoggedOutReason | undefined,
      markLoggedOut: (why) => markLoggedOut(file, why, now(), log),
      async close(graceMs) {
        await withinGrace(windDown(), graceMs)
        file.close()
      },
    }
  }

  function readerContext(auth: AuthStore, sent: SentMessages): ReaderContext {
    return {
      now,
      mask,
      isOwnMessage: (id) => sent.has(id),
      otherAddress: (jid) => otherAddress(auth, jid),
      self: () => ({
        phone: bareJid(auth.creds.me?.id) || undefined,
        lid: bareJid(auth.creds.me?.lid) || undefined,
      }),
    }
  }
}

function otherAddress(auth: AuthStore, jid: string): string | undefined {
  if (isPhone(jid)) {
    const lid = auth.lidUserOf(userOf(jid))
    return lid === undefined ? undefined : `${lid}@lid`
  }
  const phone = isLid(jid) ? auth.phoneUserOf(userOf(jid)) : undefined
  return phone === undefined ? undefined : `${phone}@s.whatsapp.net`
}

function markLoggedOut(
  file: SessionFile,
  why: LoggedOutReason,
  now: number,
  log: pino.Logger,
): void {
  file.setMeta(LOGGED_OUT, why)
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-')
  const copy = file.copy(`${LOGGED_OUT}-${stamp}`)
  log.warn({ copy }, 'whatsapp: a copy of the ended session was kept')
}

/** Waits for `work`, but not for ever; a stop must end. */
async function withinGrace(work: Promise<unknown>, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs)
  })
  await Promise.race([work.catch(() => {}), grace])
  clearTimeout(timer)
}
