/**
 * `knowledge/triage.yaml`: the questions that split a vague report ("sinkro gagal") until few entries
 * are left. They only ask what somebody sees; every fact stays in the entries.
 */
import { z } from 'zod'

const line = z.string().trim().min(1)
/** `triage:`, a question's and an option's id fit into the 64 bytes of a Telegram button. */
const id = z.string().regex(/^[a-z0-9]{1,20}$/, 'paling banyak 20 huruf kecil atau angka')

export const triageFileSchema = z.strictObject({
  questions: z
    .array(
      z.strictObject({
        id,
        /** Asked as it stands; the bot adds what to do when nothing fits. */
        question: line.max(120),
        options: z
          .array(
            z.strictObject({
              id,
              /** As on a button. */
              label: line.max(60),
              /** Words that choose it: typed as an answer, or already there in the first message. */
              words: z.array(line).min(1),
              /** Ids of the errors that this leaves over. */
              entries: z.array(line).min(1),
            }),
          )
          .min(2)
          .max(4),
      }),
    )
    .min(1),
})
export type TriageQuestion = z.infer<typeof triageFileSchema>['questions'][number]
export type TriageOption = TriageQuestion['options'][number]
