/**
 * The least that an attachment on its way asks of a machine, without any protocol: read, encrypted, hashed and written
 * here, sent through a socket on loopback, encrypted again and written there; each of the two files is flushed once.
 */
import { createCipheriv, randomBytes } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'

/** As many pieces are under way as where it is done in earnest. */
const atOnce = 6

interface Bytes {
  readonly size: number
  /** Bytes that are worked on at once. */
  readonly piece: number
}

/** The file at `path`; copies are made in `folder`. */
export async function bareAttachment(path: string, folder: string, bytes: Bytes): Promise<void> {
  const [file, kept, put] = await Promise.all([
    open(path, 'r'),
    open(join(folder, 'bare-kept'), 'w'),
    open(join(folder, 'bare-put'), 'w'),
  ])
  const received = Promise.withResolvers<void>()
  const receiver = createServer((socket) => void receive(socket, put).then(received.resolve, received.reject))
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const socket = connect((receiver.address() as AddressInfo).port, '127.0.0.1')
  await sealAndSend(file, kept, { socket, ...bytes })
  socket.end()
  await Promise.all([received.promise, kept.datasync()])
  receiver.close()
  await Promise.all([file, kept, put].map((one) => one.close()))
}

async function sealAndSend(
  file: FileHandle,
  kept: FileHandle,
  { socket, size, piece }: Bytes & { readonly socket: Socket },
): Promise<void> {
  const key = await crypto.subtle.importKey('raw', randomBytes(32), 'AES-GCM', false, ['encrypt'])
  let next = 0
  async function work(): Promise<void> {
    const room = new Uint8Array(piece)
    for (let at = next; at < size; at = next) {
      next += piece
      const { bytesRead } = await file.read(room, 0, piece, at)
      const iv = new Uint8Array(12)
      new DataView(iv.buffer).setUint32(0, at)
      const content = room.subarray(0, bytesRead)
      const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, content))
      const sent = new Promise((resolve) => socket.write(sealed, resolve))
      await Promise.all([crypto.subtle.digest('SHA-256', sealed), kept.write(sealed, 0, sealed.length, at), sent])
      sealed.buffer.transfer(0)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

/** Resolves when everything is on the disk. */
async function receive(socket: Socket, put: FileHandle): Promise<void> {
  const cipher = createCipheriv('aes-256-gcm', randomBytes(32), randomBytes(12))
  for await (const part of socket) await put.write(cipher.update(part as Uint8Array))
  await put.datasync()
}
