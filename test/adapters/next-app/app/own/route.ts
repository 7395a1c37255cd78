export async function POST(request: Request): Promise<Response> {
  return Response.json({ own: await request.json() });
}
