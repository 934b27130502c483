import { isAbsolute, join } from 'node:path'
import { IANAZone } from 'luxon'
import { z } from 'zod'
import { PROJECT_ROOT } from './paths.js'

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'harus angka 0 sampai 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'harus angka 0 sampai 65535')
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `harus angka ${least} sampai ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `harus angka ${least} sampai ${most}`)
const url = z.url({
  protocol: /^https?$/,
  error: 'harus alamat yang diawali http:// atau https://',
})

/** Every environment variable; `.env.example` explains each to operators. */
const environmentSchema = z.object({
  DATA_DIR: z.string().min(1).default('./data'),
  CONSOLE_HOST: z.string().min(1).default('127.0.0.1'),
  CONSOLE_PORT: port.default(8080),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[A-Za-z0-9_-]+$/, 'harus berbentuk angka:huruf, seperti yang diberi BotFather')
    .optional(),
  TELEGRAM_API_ROOT: url.default('https://api.telegram.org'),
  TELEGRAM_WEBHOOK_URL: url.optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{8,256}$/, 'harus 8–256 huruf, angka, _ atau -')
    .optional(),
  WHATSAPP_ENABLED: z
    .enum(['true', 'false'], { error: 'harus true atau false' })
    .default('false')
    .transform((value) => value === 'true'),
  WHATSAPP_PAIRING_NUMBER: z
    .string()
    .regex(/^\d{8,15}$/, 'harus nomor dengan kode negara tanpa + dan spasi, mis. 6281234567890')
    .optional(),
  TZ_OFFICE: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), 'harus nama zona waktu, mis. Asia/Jayapura')
    .optional(),
  PICTURE_RETENTION_HOURS: wholeNumber(1, 720).default(24),
  PICTURE_CASE_RETENTION_DAYS: wholeNumber(0, 365).default(7),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'harus fatal, error, warn, info, debug, trace, atau silent',
    })
    .default('info'),
})

export interface Config {
  /** Absolute. */
  readonly dataDir: string
  readonly host: string
  readonly port: number
  readonly telegram?: {
    readonly token: string
    readonly apiRoot: string
    readonly webhook?: { readonly url: string; readonly secret: string }
  }
  readonly whatsapp?: { readonly pairingNumber?: string }
  /** Set only when the environment names one: it wins over `office.yaml`. */
  readonly timeZone?: string
  /** How long copies of users' pictures are kept. */
  readonly pictureRetention: {
    /** Those that belong to no case. */
    readonly hours: number
    /** Those of a case, after it was closed. */
    readonly caseDays: number
  }
  readonly logLevel: string
}

/** The office's zone when neither environment nor `office.yaml` names one: WIT, Kabupaten Mappi. */
export const DEFAULT_TIME_ZONE = 'Asia/Jayapura'

/** All faults of the environment at once, in plain words for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly faults: readonly string[]) {
    super(`Pengaturan lingkungan salah:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
  }
}

/** @throws {ConfigError} naming every variable that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(
    // An empty value in a .env file means "not set".
    Object.entries(environment).filter(([, value]) => value !== ''),
  )
  const parsed = environmentSchema.safeParse(given)
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
  faults.push(...combinationFaults(given))
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults)

  const env = parsed.data
  return {
    dataDir: isAbsolute(env.DATA_DIR) ? env.DATA_DIR : join(PROJECT_ROOT, env.DATA_DIR),
    host: env.CONSOLE_HOST,
    port: env.CONSOLE_PORT,
    ...(env.TELEGRAM_BOT_TOKEN === undefined
      ? {}
      : {
          telegram: {
            token: env.TELEGRAM_BOT_TOKEN,
            apiRoot: env.TELEGRAM_API_ROOT,
            ...(env.TELEGRAM_WEBHOOK_URL === undefined || env.TELEGRAM_WEBHOOK_SECRET === undefined
              ? {}
              : {
                  webhook: { url: env.TELEGRAM_WEBHOOK_URL, secret: env.TELEGRAM_WEBHOOK_SECRET },
                }),
          },
        }),
    ...(env.WHATSAPP_ENABLED
      ? {
          whatsapp:
            env.WHATSAPP_PAIRING_NUMBER === undefined
              ? {}
              : { pairingNumber: env.WHATSAPP_PAIRING_NUMBER },
        }
      : {}),
    ...(env.TZ_OFFICE === undefined ? {} : { timeZone: env.TZ_OFFICE }),
    pictureRetention: {
      hours: env.PICTURE_RETENTION_HOURS,
      caseDays: env.PICTURE_CASE_RETENTION_DAYS,
    },
    logLevel: env.LOG_LEVEL,
  }
}

function combinationFaults(given: Record<string, string | undefined>): string[] {
  const faults: string[] = []
  if (given.TELEGRAM_WEBHOOK_URL !== undefined && given.TELEGRAM_WEBHOOK_SECRET === undefined) {
    faults.push('TELEGRAM_WEBHOOK_SECRET harus diisi bila TELEGRAM_WEBHOOK_URL dipakai')
  }
  if (given.TELEGRAM_WEBHOOK_URL !== undefined && given.TELEGRAM_BOT_TOKEN === undefined) {
    faults.push('TELEGRAM_BOT_TOKEN harus diisi bila TELEGRAM_WEBHOOK_URL dipakai')
  }
  return faults
}
