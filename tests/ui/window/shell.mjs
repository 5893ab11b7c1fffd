export async function shell() {}
