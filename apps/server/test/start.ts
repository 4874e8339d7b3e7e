/**
 * The server as a suite starts it. With EBB_WORKERS its connections are held by so many other processes, and everything
 * that the suite says must hold just the same.
 */
import process from 'node:process'
import { startServer as start, type RunningServer, type ServerConfig } from '../src/index.ts'

const workers = Number(process.env['EBB_WORKERS'] ?? 0)

export async function startServer(config: ServerConfig): Promise<RunningServer> {
  const server = await start({ workers, ...config })
  if (server.pids.length !== workers) throw new Error(`${server.pids.length} processes hold connections`)
  return server
}
