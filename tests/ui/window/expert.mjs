export async function expert() {}
