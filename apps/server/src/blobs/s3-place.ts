/** Where an S3-compatible store is, as the operator writes it: `s3:https://HOST/BUCKET?region=REGION`. */
import { isLoopback } from '@ebb/protocol'
import { StartRefusal } from '../start-refusal.ts'

export interface S3Place {
  /** `https://HOST/BUCKET`, or `http:` on loopback. */
  readonly url: string
  readonly region: string
}

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Undefined where the text is no place. */
export function readS3Place(text: string): S3Place | undefined {
  const match = /^s3:(https?:\/\/[^/?#@\s]+)\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\?region=([a-z0-9-]+))?$/.exec(text)
  if (match === null) return undefined
  const [, host = '', bucket = '', region = 'us-east-1'] = match
  if (!URL.canParse(host) || (host.startsWith('http:') && !isLoopback(host))) return undefined
  return { url: `${host}/${bucket}`, region }
}

/** From the environment only: arguments can be read by everybody on the machine. Throws StartRefusal. */
export function readS3Credentials(environment: NodeJS.ProcessEnv): S3Credentials {
  const accessKeyId = environment['AWS_ACCESS_KEY_ID']
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY']
  if (!accessKeyId || !secretAccessKey)
    throw new StartRefusal(
      '--blobs s3: needs credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment and start again.',
    )
  return { accessKeyId, secretAccessKey }
}
